package io.varve.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.varve.testkit.StoredRecord;
import java.util.List;

/** Compares what was read with what was written, and names the first difference. */
public final class RecordLists {

    private RecordLists() {}

    public static void assertSame(List<StoredRecord> expected, List<StoredRecord> found, String message) {
        assertPrefix(expected, found, message);
        if (found.size() < expected.size()) {
            fail(message + ": " + expected.size() + " expected, " + found.size()
                    + " found; the first that is missing is " + expected.get(found.size()));
        }
    }

    public static void assertPrefix(List<StoredRecord> expected, List<StoredRecord> found, String message) {
        for (int index = 0; index < found.size(); index++) {
            if (index == expected.size()) {
                fail(message + ": more than the " + expected.size() + " expected; the first is " + found.get(index));
            }
            assertEquals(expected.get(index), found.get(index), message + ": record " + index);
        }
    }
}
