package io.varve.testkit.disk;

/** What can be asked of a disk. */
public enum DiskVerb {
    /** The names in a folder. */
    LIST("list", false),
    /** Whether a name exists. */
    EXISTS("look for", false),
    /** Makes folders. */
    CREATE_FOLDER("create folder", true),
    /** Makes a file. */
    CREATE("create", true),
    /** Opens a file. */
    OPEN("open", false),
    /** Changes a name. */
    RENAME("rename", true),
    /** Removes a name. */
    DELETE("delete", true),
    /** Makes the names in a folder durable. */
    FORCE_FOLDER("force", true),
    /** Takes the store's lock. */
    LOCK("lock", true),
    /** Asks for free room. */
    MEASURE("measure", false),
    /** Writes bytes. */
    WRITE("write", true),
    /** Reads bytes. */
    READ("read", false),
    /** Asks for a file's size. */
    SIZE("size", false),
    /** Cuts a file. */
    TRUNCATE("truncate", true),
    /** Makes a file's bytes durable. */
    FORCE("force", true),
    /** Gives the store's lock back. */
    UNLOCK("unlock", true);

    private final String word;
    private final boolean changing;

    DiskVerb(String word, boolean changing) {
        this.word = word;
        this.changing = changing;
    }

    /** The word for it in messages. */
    public String word() {
        return word;
    }

    /** Whether it can change what a restart finds. */
    public boolean changing() {
        return changing;
    }
}
