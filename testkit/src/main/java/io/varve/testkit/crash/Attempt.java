package io.varve.testkit.crash;

import io.varve.record.Durability;

/** One append that was asked for: a batch of records with consecutive offsets. One thread at a time. */
final class Attempt {

    /** What its caller knows. */
    enum Status {
        /** It was not answered. */
        OPEN,
        /** It was acknowledged, or found after a restart. */
        ACKNOWLEDGED,
        /** It failed in a way that leaves open whether it is stored. */
        UNKNOWN
    }

    static final long NOWHERE = -1;

    final long id;
    final int client;
    final int count;
    final int fillerBytes;

    /** The end of all that was acknowledged before it was asked for: its offset is no lower. */
    final long floorOffset;

    Status status = Status.OPEN;

    /** The offset of its first record, as its caller or a reader was told. */
    long offset = NOWHERE;

    /** What it survives for certain, as far as it is acknowledged or seen. */
    Durability held = Durability.MEMORY;

    Attempt(long id, int client, int count, int fillerBytes, long floorOffset) {
        this.id = id;
        this.client = client;
        this.count = count;
        this.fillerBytes = fillerBytes;
        this.floorOffset = floorOffset;
    }

    /** The same as it is now. */
    Attempt copy() {
        Attempt copy = new Attempt(id, client, count, fillerBytes, floorOffset);
        copy.status = status;
        copy.offset = offset;
        copy.held = held;
        return copy;
    }

    boolean isPromised() {
        return status == Status.ACKNOWLEDGED || held != Durability.MEMORY;
    }

    void hold(Durability durability) {
        if (durability.compareTo(held) > 0) {
            held = durability;
        }
    }

    long endOffset() {
        return offset + count;
    }

    @Override
    public String toString() {
        return "append " + id + " of client " + client + " (" + count + " records, "
                + (offset == NOWHERE ? "no offset" : "offset " + offset) + ", " + status + ", held " + held + ")";
    }
}
