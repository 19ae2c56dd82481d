package io.varve.log;

import io.varve.record.Durability;

/**
 * How far a log has come: written to the operating system, durable on the device, visible to readers.
 *
 * @param written the end of what was handed to the operating system
 * @param durable the end of what was forced to the device
 * @param visible the end for readers: they see a record when it has the durability that its topic promises
 */
record Watermarks(Watermark written, Watermark durable, Watermark visible) {

    /** A log that was just opened: all of it is durable. */
    static Watermarks at(long endOffset) {
        return new Watermarks(new Watermark(endOffset), new Watermark(endOffset), new Watermark(endOffset));
    }

    /** Everything before an offset is written. Visible first: whoever is told of his append can read it. */
    void written(long endOffset, Durability promised) {
        if (promised != Durability.DISK) {
            visible.advance(endOffset);
        }
        written.advance(endOffset);
    }

    /** Everything before an offset is durable. Visible first: whoever is told of his append can read it. */
    void durable(long endOffset) {
        visible.advance(endOffset);
        durable.advance(endOffset);
    }

    /** None of them will rise any more. */
    void fail(RuntimeException reason) {
        written.fail(reason);
        durable.fail(reason);
        visible.fail(reason);
    }
}
