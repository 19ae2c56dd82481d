package io.varve.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Rules of form that no other tool checks, over the sources of all modules. The idea is TigerBeetle's {@code tidy.zig}.
 */
class TidyTest {

    private static final int FILE_LINES_MAX = 400;
    private static final int TEST_FILE_LINES_MAX = 800;
    private static final int METHOD_LINES_MAX = 40;
    private static final int PARAMETERS_MAX = 6;
    private static final int COLUMNS_MAX = 120;

    /** Words that say nothing about what a thing is or does. */
    private static final Set<String> BANNED_WORDS =
            Set.of("manager", "util", "utils", "utility", "impl", "helper", "helpers", "maybe");

    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_");

    /** Split, so that this file does not break its own rule. */
    private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

    private static List<SourceFile> sources = List.of();

    @BeforeAll
    static void parse() {
        sources = SourceFile.all();
    }

    @Test
    void allModulesAreSeen() {
        Set<String> modules = new TreeSet<>();
        sources.forEach(
                source -> modules.add(source.name().substring(0, source.name().indexOf('/'))));
        assertTrue(modules.containsAll(Set.of("core", "testkit", "cli", "bench")), () -> "only " + modules + " seen");
        assertTrue(sources.size() > 50, () -> "only " + sources.size() + " Java files seen");
    }

    @Test
    void filesAreShort() {
        List<String> violations = new ArrayList<>();
        for (SourceFile source : sources) {
            int limit = source.test() ? TEST_FILE_LINES_MAX : FILE_LINES_MAX;
            if (source.lines().size() > limit) {
                violations.add(source.name() + ": " + source.lines().size() + " lines, at most " + limit);
            }
        }
        assertNone(violations);
    }

    @Test
    void linesAreNarrow() {
        assertNone(lines(line -> line.length() > COLUMNS_MAX));
    }

    @Test
    void nothingIsLeftForLater() {
        assertNone(lines(line -> LEFTOVER.matcher(line).find()));
    }

    @Test
    void methodsAreShortAndTakeFewParameters() {
        List<String> violations = new ArrayList<>();
        for (SourceFile source : sources) {
            if (!source.test()) {
                source.tree().accept(new MethodSizes(source, violations), null);
            }
        }
        assertNone(violations);
    }

    @Test
    void namesAreTermsOfTheField() {
        List<String> violations = new ArrayList<>();
        sources.forEach(source -> source.tree().accept(new Names(source, violations), null));
        assertNone(violations);
    }

    @Test
    void noTestIsDisabled() {
        List<String> violations = new ArrayList<>();
        sources.forEach(source -> source.tree()
                .accept(
                        new TreeScanner<@Nullable Void, @Nullable Void>() {
                            @Override
                            public @Nullable Void visitAnnotation(AnnotationTree node, @Nullable Void unused) {
                                if (node.getAnnotationType().toString().contains("Disabled")) {
                                    violations.add(source.at(node) + ": " + node);
                                }
                                return null;
                            }
                        },
                        null));
        assertNone(violations);
    }

    /** A virtual thread that meets a contended monitor is woken by helpers that a simulated schedule cannot steer. */
    @Test
    void theEngineUsesNoMonitors() {
        List<String> violations = new ArrayList<>();
        sources.stream()
                .filter(SourceFile::engine)
                .forEach(source -> source.tree().accept(new Monitors(source, violations), null));
        assertNone(violations);
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        Set<Path> folders = new TreeSet<>();
        Set<Path> marked = new TreeSet<>();
        for (SourceFile source : sources) {
            Path folder = source.path().getParent();
            if (!source.name().contains("/src/main/")
                    || folder == null
                    || source.name().endsWith("/module-info.java")) {
                continue;
            }
            folders.add(folder);
            if (source.name().endsWith("/package-info.java")
                    && source.text().contains("@NullMarked")
                    && source.text().startsWith("/**")) {
                marked.add(folder);
            }
        }
        folders.removeAll(marked);
        assertNone(folders.stream()
                .map(folder -> Repository.name(folder) + ": no package-info with a comment and @NullMarked")
                .toList());
    }

    private static List<String> lines(Predicate<String> wrong) {
        List<String> violations = new ArrayList<>();
        for (SourceFile source : sources) {
            List<String> lines = source.lines();
            for (int index = 0; index < lines.size(); index++) {
                if (wrong.test(lines.get(index))) {
                    violations.add(source.name() + ":" + (index + 1) + ": "
                            + lines.get(index).strip());
                }
            }
        }
        return violations;
    }

    private static void assertNone(List<String> violations) {
        assertTrue(violations.isEmpty(), () -> "\n" + String.join("\n", violations) + "\n");
    }

    private static final class MethodSizes extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final SourceFile source;
        private final List<String> violations;

        MethodSizes(SourceFile source, List<String> violations) {
            this.source = source;
            this.violations = violations;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree node, @Nullable Void unused) {
            if (source.written(node)) {
                long lines = source.lastLine(node) - source.line(node) + 1;
                if (lines > METHOD_LINES_MAX) {
                    violations.add(source.at(node) + ": " + node.getName() + " has " + lines + " lines, at most "
                            + METHOD_LINES_MAX);
                }
                if (node.getParameters().size() > PARAMETERS_MAX && !compact(node)) {
                    violations.add(source.at(node) + ": " + node.getName() + " takes "
                            + node.getParameters().size() + " parameters, at most " + PARAMETERS_MAX);
                }
            }
            return super.visitMethod(node, null);
        }

        /** The constructor of a record lists all components, whose number is the record's own business. */
        private boolean compact(MethodTree node) {
            return node.getReturnType() == null
                    && !source.text()
                            .substring((int) source.positions().getStartPosition(source.tree(), node))
                            .lines()
                            .findFirst()
                            .orElse("")
                            .contains("(");
        }
    }

    private static final class Names extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final SourceFile source;
        private final List<String> violations;

        Names(SourceFile source, List<String> violations) {
            this.source = source;
            this.violations = violations;
        }

        @Override
        public @Nullable Void visitClass(ClassTree node, @Nullable Void unused) {
            check(node, node.getSimpleName().toString());
            return super.visitClass(node, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree node, @Nullable Void unused) {
            boolean named = node.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (!named) {
                check(node, node.getName().toString());
            }
            return super.visitMethod(node, null);
        }

        @Override
        public @Nullable Void visitVariable(VariableTree node, @Nullable Void unused) {
            check(node, node.getName().toString());
            return super.visitVariable(node, null);
        }

        private void check(Tree node, String name) {
            for (String word : WORD_START.split(name)) {
                if (BANNED_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
                    violations.add(source.at(node) + ": " + name + " has the word '" + word + "'");
                }
            }
        }
    }

    private static final class Monitors extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final SourceFile source;
        private final List<String> violations;

        Monitors(SourceFile source, List<String> violations) {
            this.source = source;
            this.violations = violations;
        }

        @Override
        public @Nullable Void visitSynchronized(SynchronizedTree node, @Nullable Void unused) {
            violations.add(source.at(node) + ": synchronized block");
            return super.visitSynchronized(node, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree node, @Nullable Void unused) {
            if (node.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
                violations.add(source.at(node) + ": synchronized method " + node.getName());
            }
            return super.visitMethod(node, null);
        }
    }
}
