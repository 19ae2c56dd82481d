package io.varve.batch;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C (RFC 3720, appendix B.4) over part of a buffer, without copying it or moving its position; any thread. */
final class Checksum {

    private Checksum() {}

    /**
     * The CRC-32C of {@code sizeBytes} bytes from {@code position}. The slice and the CRC object do not escape, so that
     * the compiler keeps both in registers; the bytes are read by the JDK's vector code.
     */
    static int crc32c(ByteBuffer buffer, int position, int sizeBytes) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(position, sizeBytes));
        return (int) crc.getValue();
    }
}
