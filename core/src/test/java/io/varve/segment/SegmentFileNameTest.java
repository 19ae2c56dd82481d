package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.segment.SegmentFileName.Kind;
import io.varve.segment.SegmentFileName.State;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentFileNameTest {

    @Test
    void everyNameIsReadBackAsItWasMade() {
        for (Kind kind : Kind.values()) {
            for (State state : State.values()) {
                for (long baseOffset : new long[] {0, 7, 1L << 40, Long.MAX_VALUE}) {
                    SegmentFileName name = new SegmentFileName(baseOffset, kind, state);
                    assertEquals(Optional.of(name), SegmentFileName.parse(name.text()));
                }
            }
        }
    }

    @Test
    void namesAreKafkas() {
        SegmentPaths paths = new SegmentPaths(Path.of("/store/orders-0"), 1234);
        assertEquals(Path.of("/store/orders-0/00000000000000001234.log"), paths.log());
        assertEquals(Path.of("/store/orders-0/00000000000000001234.index"), paths.offsetIndex());
        assertEquals(Path.of("/store/orders-0/00000000000000001234.timeindex"), paths.timeIndex());
        assertEquals(Path.of("/store/orders-0/00000000000000001234.txnindex"), paths.transactionIndex());
        assertEquals(Path.of("/store/orders-0/00000000000000001234.snapshot"), paths.producerSnapshot());
        assertEquals("00000000000000001234.log.deleted", new SegmentFileName(1234, Kind.LOG, State.DELETED).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00000000000000000000",
                "0000000000000000000.log",
                "000000000000000000000.log",
                "-0000000000000000001.log",
                "0000000000000000000x.log",
                "99999999999999999999.log",
                "09223372036854775808.log",
                "00000000000000000000.LOG",
                "00000000000000000000.log.old",
                "00000000000000000000.deleted",
                "\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660"
                        + "\u0660\u0660\u0660.log",
                "partition.metadata"
            })
    void otherNamesAreNoSegments(String name) {
        assertEquals(Optional.empty(), SegmentFileName.parse(name));
    }
}
