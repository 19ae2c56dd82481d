package io.varve.error;

/** A topic's name or partition count cannot be accepted. */
public final class InvalidTopicException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * @param name the refused topic
     * @param reason why, with what would be accepted
     */
    public InvalidTopicException(String name, String reason) {
        super("topic '" + name + "': " + reason);
    }
}
