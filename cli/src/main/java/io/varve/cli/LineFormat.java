package io.varve.cli;

/** What a line of input or output is. */
enum LineFormat {
    /** A line is a value, as it is. */
    LINES,
    /** A line is a JSON object with key, value, timestamp and headers. */
    JSONL;

    /** A parser of lines of this format. */
    LineParser parser(int lineBytesMax) {
        return switch (this) {
            case LINES -> ValueLineParser.INSTANCE;
            case JSONL -> new JsonLineParser(lineBytesMax);
        };
    }

    /** A writer of lines of this format. */
    RecordWriter writer(Output out) {
        return switch (this) {
            case LINES -> new ValueLineWriter(out);
            case JSONL -> new JsonLineWriter(out);
        };
    }
}
