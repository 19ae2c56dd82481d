package io.varve;

/**
 * One configuration key of a topic.
 *
 * @param key Kafka's name for it, or ours where Kafka has none
 * @param value what holds now
 * @param defaultValue what holds where nothing is set
 * @param meaning what it does, with unit and accepted values
 */
public record ConfigEntry(String key, String value, String defaultValue, String meaning) {

    /** Whether nothing is set for it, or the same as the default. */
    public boolean isDefault() {
        return value.equals(defaultValue);
    }
}
