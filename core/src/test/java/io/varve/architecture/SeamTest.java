package io.varve.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callCodeUnitWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.never;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Only {@code io.varve.io} touches what is outside the process: disk, clock, randomness, threads. That is what lets the
 * whole engine run, replayably, on a simulated disk and schedule; one call past the seam and no seed replays any more.
 */
class SeamTest {

    private static final String SEAM = "io.varve.io";

    private static final Set<Class<?>> OUTSIDE_TYPES = Set.of(
            FileChannel.class,
            AsynchronousFileChannel.class,
            Files.class,
            File.class,
            FileInputStream.class,
            FileOutputStream.class,
            RandomAccessFile.class,
            RandomGenerator.class,
            SecureRandom.class,
            Executors.class,
            ForkJoinPool.class,
            Timer.class);

    /** Class and method, whatever the parameters. */
    private static final Set<String> OUTSIDE_CALLS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.time.Instant.now",
            "java.time.Clock.systemUTC",
            "java.time.LocalDateTime.now",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.lang.Thread.<init>",
            "java.lang.Thread.ofVirtual",
            "java.lang.Thread.ofPlatform",
            "java.lang.Thread.startVirtualThread");

    private static final Set<String> TIMED_CALLS = Set.of(
            "java.lang.Thread.sleep",
            "java.lang.Object.wait",
            "java.util.concurrent.locks.LockSupport.parkNanos",
            "java.util.concurrent.locks.LockSupport.parkUntil");

    private static final Set<String> TIMED_NAMES = Set.of("awaitNanos", "awaitUntil", "completeOnTimeout", "orTimeout");

    @Test
    void onlyTheSeamTouchesDiskRandomnessAndThreads() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SEAM)
                .should()
                .dependOnClassesThat(described(
                        "reach outside", type -> OUTSIDE_TYPES.stream().anyMatch(type::isAssignableTo)))
                .check(FloorsTest.engine());
    }

    @Test
    void onlyTheSeamAsksForTheTimeOrMakesThreads() {
        classes()
                .that()
                .resideOutsideOfPackage(SEAM)
                .should(never(callCodeUnitWhere(
                        target(described("reach outside", called -> OUTSIDE_CALLS.contains(fullName(called)))))))
                .check(FloorsTest.engine());
    }

    /** A timed wait is woken by the JVM's own timer, which no simulated schedule can hold back. */
    @Test
    void onlyTheSeamWaitsForTime() {
        classes()
                .that()
                .resideOutsideOfPackage(SEAM)
                .should(never(callCodeUnitWhere(target(described("wait for time", SeamTest::timed)))))
                .check(FloorsTest.engine());
    }

    @Test
    void theEngineNeverPrints() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(FloorsTest.engine());
    }

    private static boolean timed(CodeUnitCallTarget called) {
        boolean takesTime = called.getRawParameterTypes().stream()
                .anyMatch(type -> type.isEquivalentTo(TimeUnit.class) || type.isEquivalentTo(Duration.class));
        boolean waits = called.getOwner().getPackageName().startsWith("java.util.concurrent")
                || called.getOwner().isEquivalentTo(Thread.class);
        boolean joins = fullName(called).equals("java.lang.Thread.join")
                && !called.getRawParameterTypes().isEmpty();
        return TIMED_CALLS.contains(fullName(called))
                || (waits && (takesTime || TIMED_NAMES.contains(called.getName())))
                || joins;
    }

    private static String fullName(CodeUnitCallTarget called) {
        return called.getOwner().getName() + "." + called.getName();
    }

    private static <T> DescribedPredicate<T> described(String description, Predicate<T> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }
}
