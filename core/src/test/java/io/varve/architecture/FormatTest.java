package io.varve.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every Java file is as palantir-java-format writes it.
 *
 * <p>A test, and not a plug-in of the build: the formatter parses with the javac of the JVM that it runs in, and the
 * build itself may run on a Java too old to parse what we write. Files are formatted by {@code .ci/format}.
 */
class FormatTest {

    private static final JavaFormatterOptions STYLE = JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(true)
            .build();

    @Test
    void everyFileIsAsTheFormatterWritesIt() throws FormatterException {
        Formatter formatter = Formatter.createFormatter(STYLE);
        List<String> different = new ArrayList<>();
        List<Path> files = Repository.files(".java");
        assertTrue(files.size() > 50, () -> "only " + files.size() + " Java files seen");
        for (Path file : files) {
            String text = Repository.text(file);
            if (!formatter.formatSourceAndFixImports(text).equals(text)) {
                different.add(Repository.name(file));
            }
        }
        assertEquals(List.of(), different, "not formatted; '.ci/format' formats them");
    }
}
