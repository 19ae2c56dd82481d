package io.varve.cli;

import io.varve.OffsetAndTimestamp;
import io.varve.Partition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where reading begins. */
sealed interface StartingPoint {

    /** The first offset that exists. */
    record Earliest() implements StartingPoint {}

    /** Behind the last record that is there. */
    record Latest() implements StartingPoint {}

    /** An offset, which means something in one partition only. */
    record Offset(long offset) implements StartingPoint {}

    /** The first record, in offset order, that is dated at or after a time in ms since 1970. */
    record Time(long timestampMs) implements StartingPoint {}

    /** The offset that it stands for in a partition, now. */
    default long offsetIn(Partition partition) {
        return switch (this) {
            case Earliest earliest -> partition.startOffset();
            case Latest latest -> partition.visibleEndOffset();
            case Offset(long offset) -> offset;
            case Time(long timestampMs) ->
                partition
                        .firstAtOrAfter(timestampMs)
                        .map(OffsetAndTimestamp::offset)
                        .orElseGet(partition::visibleEndOffset);
        };
    }

    /** Reads it from the command line. */
    final class Converter implements ITypeConverter<StartingPoint> {

        private static final String EXPECTED =
                "expected earliest, latest, an offset, or @ and a time in ms since 1970 or as in @2026-01-31T12:00:00Z";

        @Override
        public StartingPoint convert(String text) {
            try {
                return switch (text) {
                    case "earliest" -> new Earliest();
                    case "latest" -> new Latest();
                    default -> text.startsWith("@") ? new Time(time(text.substring(1))) : offset(text);
                };
            } catch (NumberFormatException | DateTimeException | ArithmeticException unknown) {
                throw new TypeConversionException(EXPECTED + ", but was '" + text + "'");
            }
        }

        private static StartingPoint offset(String text) {
            long offset = Long.parseLong(text);
            if (offset < 0) {
                throw new NumberFormatException(text);
            }
            return new Offset(offset);
        }

        /** A date without a time begins at midnight; without an offset it is UTC. */
        private static long time(String text) {
            if (text.matches("-?\\d+")) {
                return Long.parseLong(text);
            }
            try {
                return OffsetDateTime.parse(text).toInstant().toEpochMilli();
            } catch (DateTimeParseException noOffset) {
                LocalDateTime local = text.contains("T")
                        ? LocalDateTime.parse(text)
                        : LocalDate.parse(text).atStartOfDay();
                return local.toInstant(ZoneOffset.UTC).toEpochMilli();
            }
        }
    }
}
