/**
 * Kafka's record batch v2 (KIP-98): encode, decode, check, compress.
 *
 * <p>Data in: records, or bytes that may hold a batch. Data out: bytes of a batch, records as views over them, or a
 * typed refusal. Threads: functions without state may be called from any thread; encoders and readers belong to one at
 * a time. Files: none; nothing here does I/O.
 */
@NullMarked
package io.varve.batch;

import org.jspecify.annotations.NullMarked;
