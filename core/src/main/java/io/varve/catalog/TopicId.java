package io.varve.catalog;

import io.varve.io.Entropy;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * The text form of a topic's identity: Kafka's, the 16 bytes in URL-safe base64 (RFC 4648 §5) without padding, 22
 * characters. Pure; any thread.
 */
final class TopicId {

    private static final int TEXT_LENGTH = 22;

    /** So often a fresh identity is drawn again before one is taken that reads badly. */
    private static final int DRAWS_MAX = 16;

    private TopicId() {}

    /**
     * A fresh identity; as in Kafka none whose text begins with a dash, which command lines would take for an option.
     */
    static UUID fresh(Entropy entropy) {
        UUID id = entropy.nextUuid();
        for (int draw = 1; draw < DRAWS_MAX && text(id).startsWith("-"); draw++) {
            id = entropy.nextUuid();
        }
        return id;
    }

    static String text(UUID id) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Reads exactly what {@link #text} writes. */
    static Optional<UUID> parse(String text) {
        if (text.length() != TEXT_LENGTH || !text.chars().allMatch(TopicId::isBase64)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        UUID id = new UUID(bytes.getLong(), bytes.getLong());
        // 22 characters hold four bits more than 16 bytes: a text that sets them is not one that was written.
        return text(id).equals(text) ? Optional.of(id) : Optional.empty();
    }

    private static boolean isBase64(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '_'
                || character == '-';
    }
}
