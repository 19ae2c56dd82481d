package io.varve.cli;

/** UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {

    private Utf8() {}

    /** Whether bytes are UTF-8 from first to last. */
    static boolean isValid(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int sequence = bytes[at] >= 0 ? 1 : sequenceBytes(bytes, at, bytes.length);
            if (sequence == 0) {
                return false;
            }
            at += sequence;
        }
        return true;
    }

    /**
     * How many bytes the sequence takes that begins at a position with a byte above 0x7f.
     *
     * @return 2 to 4, or 0 where there is no valid one
     */
    static int sequenceBytes(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        int second = at + 1 < end ? bytes[at + 1] & 0xff : 0;
        if (first >= 0xc2 && first <= 0xdf) {
            return isContinuation(second) ? 2 : 0;
        }
        if (first >= 0xe0 && first <= 0xef) {
            int lowest = first == 0xe0 ? 0xa0 : 0x80;
            int highest = first == 0xed ? 0x9f : 0xbf;
            return second >= lowest && second <= highest && continues(bytes, at + 2, end) ? 3 : 0;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            int lowest = first == 0xf0 ? 0x90 : 0x80;
            int highest = first == 0xf4 ? 0x8f : 0xbf;
            return second >= lowest
                            && second <= highest
                            && continues(bytes, at + 2, end)
                            && continues(bytes, at + 3, end)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean continues(byte[] bytes, int at, int end) {
        return at < end && isContinuation(bytes[at] & 0xff);
    }

    private static boolean isContinuation(int unsigned) {
        return unsigned >= 0x80 && unsigned <= 0xbf;
    }
}
