package io.varve.error;

/** The topic exists, the partition does not. */
public final class PartitionNotFoundException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * @param topic the topic
     * @param partition the index asked for
     * @param partitionCount how many the topic has
     */
    public PartitionNotFoundException(String topic, int partition, int partitionCount) {
        super("topic '" + topic + "' has no partition " + partition + "; it has " + partitionCount
                + ", numbered from 0");
    }
}
