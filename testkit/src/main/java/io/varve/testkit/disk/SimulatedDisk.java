package io.varve.testkit.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.error.StoreLockedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.DiskLock;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that takes the rules of what survives a crash at their word. It keeps the contract of the real disk,
 * held to it by the same tests, and beyond it:
 *
 * <ul>
 *   <li>Only bytes that a returned force of that very file covered are kept for certain, and only names that a returned
 *       force of their folder covered; neither force implies the other. What becomes of the rest is up to
 *       {@link CrashRules} and a seed.
 *   <li>A failed force drops what it was to store: no later force stores it, and reads go on to show it.
 *   <li>A failed or short write may have stored any part. A full disk takes a part first, then says so.
 *   <li>{@link FaultPlan} decides which calls are struck; {@link DiskWatch} sees each call before it is done.
 *   <li>After a {@link #crash} locks are free, and files opened before say that they are closed.
 * </ul>
 *
 * <p>Threads: any. One lock guards all; watch and caller meet before it is taken.
 */
public final class SimulatedDisk implements Disk {

    private static final int HOLDER_CHARACTERS_MAX = 256;

    final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private DiskNames names = new DiskNames(new Folder());
    private SplittableRandom random;
    private long capacityBytes = 1L << 40;
    private long usedBytes;
    private long callCount;
    private long age;
    private FaultPlan faults = FaultPlan.NONE;
    private int locksHeld;
    private boolean growthIsAttribute;
    private long noSpaceCount;

    /** Replaced between calls by the one who steers; read by every call. */
    private volatile DiskWatch watch = DiskWatch.NONE;

    /** An empty disk; the seed decides which part of a struck call is done. */
    public SimulatedDisk(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Lets this one see every call from now on. */
    public void watch(DiskWatch newWatch) {
        watch = newWatch;
    }

    /** Lets this one strike calls from now on. */
    public void faults(FaultPlan newFaults) {
        locked(() -> faults = newFaults);
    }

    /** How many bytes all files together may take, in whole pages of 4 KiB. */
    public void capacityBytes(long newCapacityBytes) {
        locked(() -> capacityBytes = newCapacityBytes);
    }

    /**
     * Whether a length that grew needs a force of all attributes to be stored, as an engine has it that chose too weak
     * a call; as a rule a force without attributes stores what is needed to read the bytes back.
     */
    public void growthIsAttribute(boolean isAttribute) {
        locked(() -> growthIsAttribute = isAttribute);
    }

    boolean growthIsAttribute() {
        return growthIsAttribute;
    }

    /** How many writes found no room, since the disk was made. */
    public long noSpaceCount() {
        lock.lock();
        try {
            return noSpaceCount;
        } finally {
            lock.unlock();
        }
    }

    void foundNoSpace() {
        noSpaceCount++;
    }

    /** How many bytes all files together take, in whole pages. */
    public long usedBytes() {
        lock.lock();
        try {
            return usedBytes;
        } finally {
            lock.unlock();
        }
    }

    /** How many calls there were. */
    public long callCount() {
        lock.lock();
        try {
            return callCount;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The machine loses its power, or the process dies, now: the disk becomes what a restart finds. Whoever still holds
     * a file is told that it is closed.
     *
     * @return what became of what was not forced
     */
    public CrashFindings crash(long seed, CrashRules rules) {
        return crash(CrashChoices.seeded(seed), rules);
    }

    /** The same with choices of any kind. */
    public CrashFindings crash(CrashChoices choices, CrashRules rules) {
        lock.lock();
        try {
            CrashFindings findings = new CrashFindings();
            new NameCrash(choices, rules, findings).crash(names.root());
            age++;
            locksHeld = 0;
            faults = FaultPlan.NONE;
            usedBytes = names.chargedBytes();
            return findings;
        } finally {
            lock.unlock();
        }
    }

    /** Another disk in the state of this one, with nothing open, watched by nobody and struck by nothing. */
    public SimulatedDisk fork(long seed) {
        lock.lock();
        try {
            SimulatedDisk copy = new SimulatedDisk(seed);
            copy.names = new DiskNames(names.root().fork(new IdentityHashMap<>(), new IdentityHashMap<>()));
            copy.capacityBytes = capacityBytes;
            copy.usedBytes = copy.names.chargedBytes();
            return copy;
        } finally {
            lock.unlock();
        }
    }

    /** How many unforced changes of files and folders there are. */
    public int pendingCount() {
        lock.lock();
        try {
            return names.pendingCount();
        } finally {
            lock.unlock();
        }
    }

    /** Every file by its path, and how long it is; for findings. */
    public Map<Path, Long> files() {
        lock.lock();
        try {
            return names.files();
        } finally {
            lock.unlock();
        }
    }

    // ---- the disk ----

    @Override
    public List<String> list(Path directory) {
        return call(
                DiskVerb.LIST,
                directory,
                () -> List.copyOf(names.folder(directory, "list").names.keySet()));
    }

    @Override
    public boolean exists(Path path) {
        return call(DiskVerb.EXISTS, path, () -> names.find(path) != null);
    }

    @Override
    public void createDirectories(Path directory) {
        run(DiskVerb.CREATE_FOLDER, directory, () -> names.createFolders(directory));
    }

    @Override
    public DiskFile create(Path path, long expectedBytes) {
        return call(DiskVerb.CREATE, path, () -> open(path, names.create(path), true));
    }

    @Override
    public DiskFile openRead(Path path) {
        return call(DiskVerb.OPEN, path, () -> open(path, names.content(path, "open"), false));
    }

    @Override
    public DiskFile openWrite(Path path) {
        return call(DiskVerb.OPEN, path, () -> open(path, names.content(path, "open"), true));
    }

    private SimulatedFile open(Path path, Content content, boolean writable) {
        content.handles++;
        return new SimulatedFile(this, path, content, writable, age);
    }

    @Override
    public void rename(Path from, Path to) {
        run(DiskVerb.RENAME, from, () -> removed(names.rename(from, to)));
    }

    @Override
    public void delete(Path path) {
        run(DiskVerb.DELETE, path, () -> removed(names.delete(path)));
    }

    @Override
    public void forceDirectory(Path directory) {
        run(
                DiskVerb.FORCE_FOLDER,
                directory,
                () -> names.folder(directory, "force").force());
    }

    @Override
    public DiskLock lock(Path path, String holder) {
        return call(DiskVerb.LOCK, path, () -> {
            Content content = names.createOrFind(path, "lock");
            if (content.lockHolder != null) {
                Path folder = path.getParent();
                throw new StoreLockedException(folder == null ? path : folder, content.lockHolder);
            }
            String line = oneLine(holder);
            byte[] text = (line + "\n").getBytes(UTF_8);
            content.truncate(0);
            grow(content, text.length);
            content.write(0, text, text.length);
            content.lockHolder = line;
            locksHeld++;
            long taken = age;
            AtomicBoolean open = new AtomicBoolean(true);
            return () -> unlock(path, content, taken, open);
        });
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        return line.substring(0, Math.min(line.length(), HOLDER_CHARACTERS_MAX));
    }

    private void unlock(Path path, Content content, long taken, AtomicBoolean open) {
        if (open.compareAndSet(true, false)) {
            announce(DiskVerb.UNLOCK, path, -1, 0);
            locked(() -> {
                if (taken == age) {
                    content.lockHolder = null;
                    locksHeld--;
                }
            });
        }
    }

    /** Whether somebody holds a lock: nobody else should change anything. */
    public boolean isLocked() {
        lock.lock();
        try {
            return locksHeld > 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long usableBytes(Path directory) {
        return call(DiskVerb.MEASURE, directory, () -> {
            names.existing(directory, "measure");
            return Math.max(0, capacityBytes - usedBytes);
        });
    }

    // ---- for files; the lock is held but where it is said ----

    /** Tells the watch; the lock is not held. */
    DiskCall announce(DiskVerb verb, Path path, long positionBytes, int sizeBytes) {
        DiskCall call;
        lock.lock();
        try {
            call = new DiskCall(callCount++, verb, path, positionBytes, sizeBytes);
        } finally {
            lock.unlock();
        }
        watch.before(call);
        return call;
    }

    Fault strikes(DiskCall call) {
        return faults.strikes(call);
    }

    SplittableRandom random() {
        return random;
    }

    long age() {
        return age;
    }

    /** How many bytes a file may grow to, of those it wants to; counts them in. */
    long grow(Content content, long wantedSizeBytes) {
        if (wantedSizeBytes <= content.sizeBytes()) {
            return wantedSizeBytes;
        }
        long room = Math.max(0, capacityBytes - usedBytes) / Pages.PAGE_BYTES * Pages.PAGE_BYTES;
        long granted = Math.min(wantedSizeBytes, content.chargedBytes() + room);
        usedBytes += Content.chargedBytes(granted) - content.chargedBytes();
        return granted;
    }

    void shrunk(long bytes) {
        usedBytes -= bytes;
    }

    void closed(Content content) {
        content.handles--;
        removed(content);
    }

    private void removed(@Nullable Content content) {
        if (content != null && !content.named && content.handles == 0) {
            usedBytes -= content.chargedBytes();
        }
    }

    // ---- calls ----

    private interface Step<T> {
        T take();
    }

    private <T> T call(DiskVerb verb, Path path, Step<T> step) {
        DiskCall call = announce(verb, path, -1, 0);
        lock.lock();
        try {
            return switch (strikes(call)) {
                case NONE, SHORT -> step.take();
                case IO -> throw new StorageFailedException(path, verb.word(), -1, Kind.IO, "the device failed");
                case NO_SPACE ->
                    throw new StorageFailedException(path, verb.word(), -1, Kind.NO_SPACE, "no space left");
            };
        } finally {
            lock.unlock();
        }
    }

    private void run(DiskVerb verb, Path path, Runnable step) {
        call(verb, path, () -> {
            step.run();
            return true;
        });
    }

    private void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }
}
