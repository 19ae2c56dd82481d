package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Both indexes against sorted maps. */
class IndexLookupTest {

    private static final long BASE_OFFSET = 1L << 40;

    @Test
    void theOffsetIndexAnswersLikeASortedMap() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            OffsetIndex index = new OffsetIndex(BASE_OFFSET);
            TreeMap<Long, Integer> model = new TreeMap<>();
            long offset = BASE_OFFSET;
            int position = 0;
            for (int count = random.nextInt(400); count > 0; count--) {
                offset += 1 + random.nextInt(50);
                position += 1 + random.nextInt(5_000);
                index.stage(offset, position);
                if (random.nextInt(20) == 0) {
                    index.discard();
                    offset = index.lastOffset();
                    position = index.lastPositionBytes();
                } else {
                    index.publish();
                    model.put(offset, position);
                }
            }
            assertSame(seed, index, model, offset);
            long cut = BASE_OFFSET + random.nextInt(10_000);
            index.truncateToOffset(cut);
            model.tailMap(cut).clear();
            assertSame(seed, index, model, offset);
        }
    }

    private static void assertSame(long seed, OffsetIndex index, NavigableMap<Long, Integer> model, long end) {
        assertEquals(model.size(), index.count());
        for (long asked = BASE_OFFSET - 3; asked < end + 3; asked++) {
            Map.Entry<Long, Integer> floor = model.floorEntry(asked);
            assertEquals(floor == null ? 0 : floor.getValue(), index.positionFloor(asked), "seed " + seed);
        }
        assertEquals(model.isEmpty() ? 0 : model.lastEntry().getValue(), index.positionFloor(Long.MAX_VALUE));
        assertEquals(0, index.positionFloor(0));
    }

    @Test
    void theTimeIndexAnswersLikeASortedMap() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            TimeIndex index = new TimeIndex(BASE_OFFSET);
            TreeMap<Long, Integer> model = new TreeMap<>();
            long timestamp = random.nextInt(5);
            long offset = BASE_OFFSET;
            for (int entry = 0; entry < 300; entry++) {
                index.stage(timestamp, offset);
                index.publish();
                model.put(timestamp, entry);
                timestamp += 1 + random.nextInt(9);
                offset += 1 + random.nextInt(9);
            }
            for (long asked = -2; asked < timestamp + 2; asked++) {
                Map.Entry<Long, Integer> below = model.lowerEntry(asked);
                assertEquals(below == null ? -1 : below.getValue(), index.entryBelow(asked), "seed " + seed);
            }
            assertEquals(299, index.entryBelow(Long.MAX_VALUE));
            assertEquals(-1, index.entryBelow(Long.MIN_VALUE));
        }
    }

    @Test
    void offsetsUpToTheLastOfTheRangeAreFound() {
        OffsetIndex index = new OffsetIndex(BASE_OFFSET);
        index.stage(BASE_OFFSET + Integer.MAX_VALUE, Integer.MAX_VALUE);
        index.publish();
        assertEquals(0, index.positionFloor(BASE_OFFSET + Integer.MAX_VALUE - 1));
        assertEquals(Integer.MAX_VALUE, index.positionFloor(BASE_OFFSET + Integer.MAX_VALUE));
        assertEquals(BASE_OFFSET + Integer.MAX_VALUE, index.lastOffset());
    }

    @Test
    void entriesOutOfOrderAreNotAccepted() {
        OffsetIndex offsets = new OffsetIndex(BASE_OFFSET);
        assertFalse(offsets.accepts(0, 5));
        assertFalse(offsets.accepts(5, 0));
        assertFalse(offsets.accepts(-5, 5));
        assertFalse(offsets.accepts(5, -5));
        assertTrue(offsets.accepts(5, 5));
        TimeIndex times = new TimeIndex(BASE_OFFSET);
        assertFalse(times.accepts(-1, 0));
        assertFalse(times.accepts(0, -1));
        assertTrue(times.accepts(0, 0));
    }
}
