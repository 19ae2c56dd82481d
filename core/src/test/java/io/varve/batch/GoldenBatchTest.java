package io.varve.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes that Kafka 4.3.1 wrote, kept here so that the format cannot drift together with the oracle. */
class GoldenBatchTest {

    private static final List<NewRecord> RECORDS = List.of(
            new NewRecord(utf8("key"), utf8("value"), 1_700_000_000_000L, List.of(new Header("h", utf8("x")))),
            new NewRecord(null, utf8(""), 1_699_999_999_000L, List.of(new Header("größe", null))),
            new NewRecord(utf8("key"), null, 1_700_000_000_300L, List.of()));

    private static final String NONE =
            "000000000000000000000060ffffffff0244c9902a0000000000020000018bcfe568000000018bcfe5692cffffffffff"
                    + "ffffffffffffffffff0000000324000000066b65790a76616c756502026802782000cf0f020100020e6772c3b6c39f65"
                    + "011400d80404066b65790100";

    private static final String LZ4 =
            "00000000000000000000006fffffffff02d42beb1f0003000000020000018bcfe568000000018bcfe5692cffffffffff"
                    + "ffffffffffffffffff0000000304224d186040822f00008024000000066b65790a76616c756502026802782000cf0f02"
                    + "0100020e6772c3b6c39f65011400d80404066b6579010000000000";

    @Test
    void theUncompressedBatchIsEncodedToTheseBytes() {
        assertEquals(NONE, hex(Batches.encode(Compression.NONE, RECORDS)));
    }

    @Test
    void theseBytesAreDecoded() {
        assertEquals(RECORDS, Batches.decode(bytes(NONE), 0));
        ByteBuffer compressed = bytes(LZ4);
        assertEquals(Codec.LZ4, BatchHeader.codec(compressed, 0));
        assertEquals(RECORDS, Batches.decode(compressed, 0));
    }

    @Test
    void kafkaStillWritesTheseBytes() {
        assertEquals(NONE, hex(KafkaBatches.encode(Codec.NONE, RECORDS)));
        assertEquals(LZ4, hex(KafkaBatches.encode(Codec.LZ4, RECORDS)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteBuffer batch) {
        byte[] bytes = new byte[batch.limit()];
        batch.get(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
