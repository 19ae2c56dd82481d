package io.varve.error;

/**
 * The root of everything that Varve throws on purpose. Each kind says what happened, where (file, position, offset,
 * topic), what was expected and what was found, and what to do about it; the message is one line, fit for an operator.
 */
public abstract sealed class VarveException extends RuntimeException
        permits ClosedException,
                CorruptionException,
                InvalidBatchException,
                InvalidConfigException,
                InvalidTimestampException,
                InvalidTopicException,
                OffsetOutOfRangeException,
                PartitionNotFoundException,
                RecordTooLargeException,
                StorageFailedException,
                StoreLockedException,
                TopicExistsException,
                TopicNotFoundException,
                UnexpectedOffsetException,
                UnsupportedFormatException {

    private static final long serialVersionUID = 1L;

    VarveException(String message) {
        super(message);
    }

    VarveException(String message, Throwable cause) {
        super(message, cause);
    }
}
