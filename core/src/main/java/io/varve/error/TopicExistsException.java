package io.varve.error;

/** A topic of this name exists already. */
public final class TopicExistsException extends VarveException {

    private static final long serialVersionUID = 1L;

    /** @param name the topic's name */
    public TopicExistsException(String name) {
        super("topic '" + name + "' exists already; use it, or delete it first");
    }
}
