package io.varve.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
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
import java.util.TreeSet;
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
                .dependOnClassesThat(DescribedPredicate.describe(
                        "reach outside",
                        (JavaClass type) -> OUTSIDE_TYPES.stream().anyMatch(type::isAssignableTo)))
                .check(FloorsTest.engine());
    }

    @Test
    void onlyTheSeamAsksForTheTimeOrMakesThreads() {
        assertNone(accesses(target -> OUTSIDE_CALLS.contains(fullName(target))));
    }

    /** A timed wait is woken by the JVM's own timer, which no simulated schedule can hold back. */
    @Test
    void onlyTheSeamWaitsForTime() {
        assertNone(accesses(SeamTest::timed));
    }

    @Test
    void theEngineNeverPrints() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(FloorsTest.engine());
    }

    /** What the floors call, or name as a method reference, and is so. */
    private static Set<String> accesses(Predicate<CodeUnitAccessTarget> wrong) {
        Set<String> violations = new TreeSet<>();
        for (JavaClass type : FloorsTest.engine()) {
            if (type.getPackageName().equals(SEAM)) {
                continue;
            }
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (access.getTarget() instanceof CodeUnitAccessTarget target && wrong.test(target)) {
                    violations.add(access.getDescription());
                }
            }
        }
        return violations;
    }

    private static boolean timed(CodeUnitAccessTarget target) {
        boolean takesTime = target.getRawParameterTypes().stream()
                .anyMatch(type -> type.isEquivalentTo(TimeUnit.class) || type.isEquivalentTo(Duration.class));
        boolean waits = target.getOwner().getPackageName().startsWith("java.util.concurrent")
                || target.getOwner().isEquivalentTo(Thread.class);
        boolean joins = fullName(target).equals("java.lang.Thread.join")
                && !target.getRawParameterTypes().isEmpty();
        return TIMED_CALLS.contains(fullName(target))
                || (waits && (takesTime || TIMED_NAMES.contains(target.getName())))
                || joins;
    }

    private static String fullName(CodeUnitAccessTarget target) {
        return target.getOwner().getName() + "." + target.getName();
    }

    private static void assertNone(Set<String> violations) {
        assertTrue(violations.isEmpty(), () -> "\n" + String.join("\n", violations) + "\n");
    }
}
