package io.varve.log;

import io.varve.io.Clock;
import io.varve.io.Entropy;
import io.varve.segment.SegmentBirth;
import io.varve.segment.SegmentConfig;

/**
 * Dates new segments and draws their jitter.
 *
 * @param clock what time it is
 * @param entropy where the jitter comes from
 */
record SegmentBirths(Clock clock, Entropy entropy) {

    SegmentBirth now(SegmentConfig config) {
        long highestJitterMs = Math.min(config.segmentJitterMs(), config.segmentMs());
        long jitterMs = highestJitterMs <= 0 ? 0 : entropy.nextLong(highestJitterMs);
        return new SegmentBirth(clock.wallTimeMs(), jitterMs);
    }
}
