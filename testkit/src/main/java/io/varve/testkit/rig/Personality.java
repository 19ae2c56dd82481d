package io.varve.testkit.rig;

import java.util.List;

/** A file system that stands between the store and the device whose power is cut; each reorders in its own way. */
enum Personality {
    EXT4("mkfs.ext4", 64, "loop", List.of("-q", "-F", "-E", "nodiscard,lazy_itable_init=0")),
    EXT4_WRITEBACK("mkfs.ext4", 64, "loop,data=writeback", List.of("-q", "-F", "-E", "nodiscard,lazy_itable_init=0")),
    EXT4_JOURNAL("mkfs.ext4", 64, "loop,data=journal", List.of("-q", "-F", "-E", "nodiscard,lazy_itable_init=0")),
    XFS("mkfs.xfs", 300, "loop,nouuid", List.of("-q", "-f", "-K")),
    BTRFS("mkfs.btrfs", 128, "loop", List.of("-q", "-f", "-K", "--mixed"));

    private final String maker;
    private final int sizeMib;
    private final String mountOptions;

    @SuppressWarnings("ImmutableEnumChecker") // lists that are never changed
    private final List<String> makerOptions;

    Personality(String maker, int sizeMib, String mountOptions, List<String> makerOptions) {
        this.maker = maker;
        this.sizeMib = sizeMib;
        this.mountOptions = mountOptions;
        this.makerOptions = makerOptions;
    }

    /** The program that makes it. */
    String maker() {
        return maker;
    }

    List<String> makerOptions() {
        return makerOptions;
    }

    /** The smallest device that it was seen to work on, in MiB. */
    int sizeMib() {
        return sizeMib;
    }

    String mountOptions() {
        return mountOptions;
    }
}
