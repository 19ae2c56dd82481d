import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Formats all Java files below a folder in place, in the style that the build's FormatTest holds them to. */
final class Format {

    private static final JavaFormatterOptions STYLE = JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(true)
            .build();

    private Format() {}

    public static void main(String[] arguments) throws IOException {
        Formatter formatter = Formatter.createFormatter(STYLE);
        boolean failed = false;
        for (Path file : javaFiles(Path.of(arguments[0]))) {
            try {
                String text = Files.readString(file);
                String formatted = formatter.formatSourceAndFixImports(text);
                if (!formatted.equals(text)) {
                    Files.writeString(file, formatted);
                    System.err.println("formatted " + file);
                }
            } catch (FormatterException notJava) {
                failed = true;
                System.err.println(file + ": " + notJava.getMessage());
            }
        }
        System.exit(failed ? 1 : 0);
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !folder.relativize(path).toString().matches("(.*/)?target/.*"))
                    .toList();
        }
    }
}
