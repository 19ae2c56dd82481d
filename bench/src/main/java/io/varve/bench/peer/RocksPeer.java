package io.varve.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/** RocksDB with its own defaults, whose write-ahead log is synced for every put; it commits its threads in groups. */
public final class RocksPeer implements AutoCloseable {

    /** How the peer is called in tables. */
    public static final String NAME = "RocksDB synced put";

    private final Options options;
    private final WriteOptions synced;
    private final RocksDB rocks;
    private final AtomicLong nextKey = new AtomicLong();

    /** Makes an empty database in a folder. */
    public RocksPeer(Path folder) throws IOException {
        RocksDB.loadLibrary();
        options = new Options().setCreateIfMissing(true);
        synced = new WriteOptions().setSync(true);
        try {
            rocks = RocksDB.open(options, folder.resolve("rocks").toString());
        } catch (RocksDBException failure) {
            throw new IOException("cannot open RocksDB in " + folder, failure);
        }
    }

    /** Puts a value under the next key; returns when it is on the device. */
    public void put(byte[] value) throws IOException {
        byte[] key = ByteBuffer.allocate(Long.BYTES)
                .putLong(nextKey.getAndIncrement())
                .array();
        try {
            rocks.put(synced, key, value);
        } catch (RocksDBException failure) {
            throw new IOException("a put failed", failure);
        }
    }

    /** How many puts it has counted. */
    public long count() {
        return rocks.getLatestSequenceNumber();
    }

    @Override
    public void close() {
        rocks.close();
        synced.close();
        options.close();
    }
}
