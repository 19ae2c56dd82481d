package io.varve.error;

/** A configuration key is unknown, not yet enforced, or its value is out of range; nothing was changed. */
public final class InvalidConfigException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * @param key the refused key
     * @param reason why, with the accepted values
     */
    public InvalidConfigException(String key, String reason) {
        super("configuration '" + key + "': " + reason + "; nothing was changed");
        this.key = key;
    }

    /** The refused key. */
    public String key() {
        return key;
    }
}
