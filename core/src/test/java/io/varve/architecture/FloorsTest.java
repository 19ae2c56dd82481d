package io.varve.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The packages of the engine are floors: each knows the floors below it and none above. A strict order, so that there
 * can be no cycle either.
 */
class FloorsTest {

    /** From the ground up. Those marked with a {@code ?} need not be there yet. */
    private static final List<String> FLOORS = List.of(
            "io.varve.error",
            "io.varve.record",
            "io.varve.io",
            "io.varve.batch",
            "io.varve.segment",
            "io.varve.journal",
            "io.varve.proof?",
            "io.varve.log",
            "io.varve.catalog",
            "io.varve.view?",
            "io.varve");

    private static final List<String> ORDER =
            FLOORS.stream().map(floor -> floor.replace("?", "")).toList();

    /** A rule over no classes always holds; there were 50 when this was written, and there will not be fewer. */
    private static final int CLASSES_MIN = 50;

    private static final Path CLASSES = Repository.root().resolve("core/target/classes");

    /** Read once: it takes a second. */
    private static final JavaClasses ENGINE = new ClassFileImporter().importPath(CLASSES);

    /** The class files of the engine. */
    static JavaClasses engine() {
        return ENGINE;
    }

    @Test
    void everyClassStandsOnAFloorAndEveryFloorHasSome() {
        Set<String> packages = engine().stream()
                .filter(type -> !type.getName().equals("module-info"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> unknown = new TreeSet<>(packages);
        unknown.removeAll(ORDER);
        assertEquals(Set.of(), unknown, "packages that are on no floor");

        Set<String> missing = new TreeSet<>(FLOORS);
        missing.removeIf(floor -> floor.endsWith("?") || packages.contains(floor));
        assertEquals(Set.of(), missing, "floors without classes");
        assertTrue(engine().size() >= CLASSES_MIN, () -> "only " + engine().size() + " classes seen");
    }

    @Test
    void noFloorKnowsOneAboveIt() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass type : engine()) {
            int own = ORDER.indexOf(type.getPackageName());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                int other = ORDER.indexOf(
                        dependency.getTargetClass().getBaseComponentType().getPackageName());
                if (other > own) {
                    violations.add(dependency.getDescription());
                }
            }
        }
        assertTrue(violations.isEmpty(), () -> "\n" + String.join("\n", violations) + "\n");
    }

    @Test
    void onlyTheApiItsValuesAndItsErrorsAreOpenToAll() throws IOException {
        try (InputStream bytes = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            Set<String> exported = ModuleDescriptor.read(bytes).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(Set.of("io.varve", "io.varve.error", "io.varve.record"), exported);
        }
    }
}
