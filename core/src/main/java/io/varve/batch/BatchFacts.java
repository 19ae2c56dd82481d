package io.varve.batch;

/**
 * What {@link BatchValidation} found out about a batch, counted from its records and not believed from its header.
 *
 * @param sizeBytes size of the batch as it is stored, header included
 * @param recordCount number of records
 * @param minTimestampMs smallest timestamp of the records, in ms since 1970; {@link BatchLayout#NO_TIMESTAMP} without
 *     records
 * @param maxTimestampMs largest timestamp of the records; {@link BatchLayout#NO_TIMESTAMP} without records. Where a
 *     client put another into the header, {@link BatchHeader#stampMaxTimestamp} corrects it
 */
public record BatchFacts(int sizeBytes, int recordCount, long minTimestampMs, long maxTimestampMs) {}
