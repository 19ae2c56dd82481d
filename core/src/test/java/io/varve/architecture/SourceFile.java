package io.varve.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * One Java file, parsed but not resolved.
 *
 * @param path where it lies
 * @param text what it says
 * @param tree its syntax
 * @param positions where each node of the syntax stands
 */
record SourceFile(Path path, String text, CompilationUnitTree tree, SourcePositions positions) {

    /** All Java files of the repository, all modules. */
    static List<SourceFile> all() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(Repository.files(".java")));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<SourceFile> parsed = new ArrayList<>();
            for (CompilationUnitTree tree : task.parse()) {
                Path path = Path.of(tree.getSourceFile().toUri());
                parsed.add(new SourceFile(path, Repository.text(path), tree, positions));
            }
            return parsed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its name as seen from the repository's root, with slashes. */
    String name() {
        return Repository.name(path).replace('\\', '/');
    }

    /** Whether it is a test's and not the product's. */
    boolean test() {
        return name().contains("/src/test/");
    }

    /** Whether it belongs to the engine. */
    boolean engine() {
        return name().startsWith("core/src/main/");
    }

    /** Its lines. */
    List<String> lines() {
        return text.lines().toList();
    }

    /** The line on which a node starts, counted from 1. */
    long line(Tree node) {
        return tree.getLineMap().getLineNumber(positions.getStartPosition(tree, node));
    }

    /** The line on which a node ends, counted from 1. */
    long lastLine(Tree node) {
        return tree.getLineMap().getLineNumber(positions.getEndPosition(tree, node));
    }

    /** Whether the node stands in the source, and was not added by the compiler. */
    boolean written(Tree node) {
        return positions.getEndPosition(tree, node) >= 0;
    }

    /** File and line of a node, as a violation names it. */
    String at(Tree node) {
        return name() + ":" + line(node);
    }
}
