package io.varve.batch;

import java.nio.ByteBuffer;

final class VarintReader {
    void place(ByteBuffer buffer, int position, int end) {}
    int length() { return 0; }
    int nullableLength() { return 0; }
    int skip(int bytes) { return 0; }
}
