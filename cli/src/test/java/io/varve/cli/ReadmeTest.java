package io.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what the build compiles and runs. */
class ReadmeTest {

    private static final Pattern SOURCE = Pattern.compile("(?ms)// example begins\n(.*?)^ *// example ends");
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Pattern SET_UP_BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    @TempDir
    private Path folder;

    @Test
    void itsJavaExampleIsTheOneThatIsCompiled() throws IOException {
        String source = Files.readString(module().resolve("src/test/java/io/varve/cli/ReadmeExample.java"));
        String shown = first(JAVA_BLOCK, readme());
        assertEquals(first(SOURCE, source).stripTrailing().stripIndent() + "\n", shown);
        assertTrue(shown.lines().count() <= 10, shown);
    }

    @Test
    void itsJavaExampleDoesWhatItSays() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            ReadmeExample.run(folder.resolve("data"));
        } finally {
            System.setOut(before);
        }
        assertEquals("0 order-1 paid\n1 order-1 shipped\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void itSetsUpWithTwoCommands() throws IOException {
        List<String> commands = first(SET_UP_BLOCK, readme())
                .lines()
                .map(line -> line.replaceAll("\\s*#.*", ""))
                .toList();
        assertEquals(List.of("./varve demo", "mvn -B verify"), commands);
    }

    @Test
    void itsOverviewNamesEveryCommand() throws IOException {
        String readme = readme();
        List<String> missing = Main.create(
                        new VarveCommand(Console.of(InputStream.nullInputStream(), System.out, System.err, Map.of())))
                .getSubcommands()
                .keySet()
                .stream()
                .filter(command -> !readme.contains("varve " + command))
                .collect(Collectors.toList());
        assertEquals(List.of(), missing);
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), () -> "no " + pattern);
        return matcher.group(1);
    }

    private static String readme() throws IOException {
        return Files.readString(module().resolve("..").resolve("README.md"));
    }

    /** The folder that Maven runs a module's tests in. */
    private static Path module() {
        return Path.of("").toAbsolutePath();
    }
}
