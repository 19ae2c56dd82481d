package io.varve.testkit.crash;

import java.util.Locale;

/**
 * Bugs inside the engine, which no disk could imitate. They are switched on for a whole process, by the system property
 * {@code varve.sabotage}; io.varve.io.Sabotage says what each does.
 */
enum EngineBug {
    TORN_TAIL_TRUSTED("P11"),
    ZEROS_END_THE_LOG("P12"),
    CHECKSUM_OF_FIRST_SECTOR("P13"),
    UNFORCED_JOURNAL_SERVED("J7"),
    INDEX_TRUSTED("P18"),
    CLOSE_HIDES_FAILURES("P32"),
    ACKNOWLEDGED_BEFORE_JOURNAL_FORCE("J1"),
    JOURNAL_FORCE_LEFT_OUT("J2"),
    FILE_NUMBER_IGNORED("J3"),
    FRAMES_FREED_EARLY("J4"),
    FAILED_JOURNAL_FORCE_TRUSTED("J5"),
    NOTED_BEFORE_SEGMENT_FORCE("J6");

    private final String number;

    EngineBug(String number) {
        this.number = number;
    }

    /** Its number in the list of planted bugs. */
    String number() {
        return number;
    }

    /** What the system property is set to. */
    String switchName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
