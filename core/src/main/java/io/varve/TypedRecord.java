package io.varve;

import org.jspecify.annotations.Nullable;

/**
 * A stored record seen through types.
 *
 * @param offset its place in the partition
 * @param timestampMs its time, in ms since 1970
 * @param key its key, or null for none
 * @param value its value, or null for a tombstone
 * @param <K> what keys are
 * @param <V> what values are
 */
public record TypedRecord<K, V>(
        long offset,
        long timestampMs,
        @Nullable K key,
        @Nullable V value) {}
