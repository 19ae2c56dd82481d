package io.varve.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.error.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The container of every small file of ours: text that a person can read, replaced as a whole ({@link DurableFile}),
 * under one checksum.
 *
 * <pre>
 * varve catalog 1            varve, the kind of file, the version of its body
 * …                          the body: any lines, UTF-8
 * crc32c 0a1b2c3d            CRC-32C (RFC 3720) of every byte before this line, 8 lower-case hex digits
 * </pre>
 *
 * Each line, the last one too, ends with a line feed. The container is the same for all versions, so that damage is
 * told from a version that is too new: a damaged version number fails the checksum.
 */
public final class StateFile {

    /** The largest state file, in bytes; a longer one is not read, and not written. */
    public static final int BYTES_MAX = 64 * 1024 * 1024;

    private static final String CHECKSUM_WORD = "crc32c ";
    private static final int TRAILER_BYTES = CHECKSUM_WORD.length() + 8 + 1;
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
    private static final int SHOWN_BYTES_MAX = 48;

    private StateFile() {}

    /**
     * What a state file holds.
     *
     * @param version the version of its body, at least 1
     * @param lines its body
     */
    public record Content(int version, List<String> lines) {
        public Content {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Stores a body durably in place of what the file held. One writer at a time.
     *
     * @param kind what kind of file it is: lower-case letters, digits and hyphens
     * @param version the version of the body, at least 1
     * @param body lines without line breaks
     * @throws IllegalArgumentException where kind, version or a line is none
     * @throws StorageFailedException where the disk fails, or the file would exceed {@link #BYTES_MAX}
     */
    public static void write(Disk disk, Path file, String kind, int version, List<String> body) {
        DurableFile.replace(disk, file, content(file, kind, version, body));
    }

    /**
     * Stores a body in a new file, in a folder that nobody relies on yet: forced, but not its name.
     *
     * @see DurableFile#create
     */
    public static void create(Disk disk, Path file, String kind, int version, List<String> body) {
        DurableFile.create(disk, file, content(file, kind, version, body));
    }

    private static ByteBuffer content(Path file, String kind, int version, List<String> body) {
        if (!KIND.matcher(kind).matches()
                || !VERSION.matcher(Integer.toString(version)).matches()) {
            throw new IllegalArgumentException("no kind and version of a state file: '" + kind + "' " + version);
        }
        StringBuilder text = new StringBuilder("varve ")
                .append(kind)
                .append(' ')
                .append(version)
                .append('\n');
        for (String line : body) {
            if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
                throw new IllegalArgumentException("a line of a state file has no line breaks: '" + line + "'");
            }
            text.append(line).append('\n');
            checkSize(file, text.length());
        }
        return sealed(file, text);
    }

    private static ByteBuffer sealed(Path file, StringBuilder text) {
        ByteBuffer body = encode(text);
        int bodyBytes = body.remaining();
        checkSize(file, (long) bodyBytes + TRAILER_BYTES);
        ByteBuffer content = ByteBuffer.allocate(bodyBytes + TRAILER_BYTES).put(body);
        return content.put(trailer(content.array(), bodyBytes)).flip();
    }

    private static ByteBuffer encode(StringBuilder text) {
        try {
            return UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException halfOfAPair) {
            throw new IllegalArgumentException("a line of a state file is no Unicode text", halfOfAPair);
        }
    }

    private static void checkSize(Path file, long sizeBytes) {
        if (sizeBytes > BYTES_MAX) {
            throw StorageFailures.misuse(
                    file, "write", -1, "a state file has at most " + BYTES_MAX + " bytes, this one would have more");
        }
    }

    /**
     * What the file holds, or nothing where it does not exist. What an interrupted {@link #write} left beside it counts
     * for nothing.
     *
     * @param kind the kind that it must be of
     * @param newestVersion the newest version that the caller reads
     * @throws CorruptionException where it is damaged or of another kind
     * @throws UnsupportedFormatException where it is whole and its version is newer
     */
    public static Optional<Content> read(Disk disk, Path file, String kind, int newestVersion) {
        return DurableFile.read(disk, file, BYTES_MAX).map(bytes -> decode(file, bytes, kind, newestVersion));
    }

    private static Content decode(Path file, byte[] bytes, String kind, int newestVersion) {
        int bodyBytes = bytes.length - TRAILER_BYTES;
        if (bodyBytes < 0) {
            throw new CorruptionException(file, 0, "a state file of kind " + kind, "only " + bytes.length + " bytes");
        }
        String expected = new String(trailer(bytes, bodyBytes), US_ASCII);
        if (!expected.equals(new String(bytes, bodyBytes, TRAILER_BYTES, UTF_8))) {
            throw new CorruptionException(file, bodyBytes, shown(expected), shown(bytes, bodyBytes));
        }
        List<String> lines = List.of(text(file, bytes, bodyBytes).split("\n", -1));
        int version = version(file, lines.getFirst(), kind, bytes);
        if (version > newestVersion) {
            throw new UnsupportedFormatException(file, kind + " " + version, kind + " 1 to " + newestVersion);
        }
        return new Content(version, lines.subList(1, lines.size() - 1));
    }

    private static int version(Path file, String header, String kind, byte[] bytes) {
        Matcher version = VERSION.matcher(header);
        String start = "varve " + kind + " ";
        if (!header.startsWith(start)
                || !version.region(start.length(), header.length()).matches()) {
            throw new CorruptionException(file, 0, "'" + start + "' and a version", shown(bytes, 0));
        }
        return Integer.parseInt(version.group());
    }

    private static String text(Path file, byte[] bytes, int bodyBytes) {
        if (bodyBytes == 0 || bytes[bodyBytes - 1] != '\n') {
            throw new CorruptionException(
                    file, Math.max(0, bodyBytes - 1), "a line feed before the checksum", shown(bytes, bodyBytes - 1));
        }
        ByteBuffer body = ByteBuffer.wrap(bytes, 0, bodyBytes);
        try {
            return UTF_8.newDecoder().decode(body).toString();
        } catch (CharacterCodingException malformed) {
            throw new CorruptionException(file, body.position(), "UTF-8 text", shown(bytes, body.position()));
        }
    }

    private static byte[] trailer(byte[] bytes, int bodyBytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bodyBytes);
        return String.format(Locale.ROOT, "%s%08x\n", CHECKSUM_WORD, checksum.getValue())
                .getBytes(US_ASCII);
    }

    private static String shown(byte[] bytes, int from) {
        int start = Math.max(0, from);
        return shown(new String(bytes, start, Math.min(SHOWN_BYTES_MAX, bytes.length - start), UTF_8));
    }

    private static String shown(String text) {
        return "'" + text.strip().replaceAll("[^\\x20-\\x7e]", "?") + "'";
    }
}
