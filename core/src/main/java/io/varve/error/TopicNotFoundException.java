package io.varve.error;

/** No topic of this name exists. */
public final class TopicNotFoundException extends VarveException {

    private static final long serialVersionUID = 1L;

    /** @param name the name asked for */
    public TopicNotFoundException(String name) {
        super("there is no topic '" + name + "'; create it, or see which there are with 'varve topic list'");
    }
}
