package io.varve.testkit.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes in pages of 4 KiB, shared between images of it until one writes; a missing page reads as zeros. So
 * keeping a second image, and preallocated zeros, cost next to nothing. Guarded by the disk's lock.
 */
final class Pages {

    static final int PAGE_BYTES = 4096;
    static final int SECTOR_BYTES = 512;

    private static final byte[] ZEROS = new byte[PAGE_BYTES];

    private byte[] @Nullable [] pages = new byte[4][];

    /** Whether this image may write to the page; another one may hold it too where not. */
    private boolean[] owned = new boolean[4];

    /** The same bytes for another image. */
    Pages share() {
        Pages other = new Pages();
        other.pages = pages.clone();
        other.owned = new boolean[pages.length];
        Arrays.fill(owned, false);
        return other;
    }

    void write(long positionBytes, byte[] bytes, int from, int length) {
        int done = 0;
        while (done < length) {
            int at = (int) ((positionBytes + done) % PAGE_BYTES);
            int part = Math.min(length - done, PAGE_BYTES - at);
            int index = (int) ((positionBytes + done) / PAGE_BYTES);
            if (page(index) != null || !zeros(bytes, from + done, part)) {
                System.arraycopy(bytes, from + done, ownedPage(index), at, part);
            }
            done += part;
        }
    }

    void zero(long fromBytes, long toBytes) {
        long position = fromBytes;
        long end = Math.min(toBytes, (long) pages.length * PAGE_BYTES);
        while (position < end) {
            int index = (int) (position / PAGE_BYTES);
            int at = (int) (position % PAGE_BYTES);
            int part = (int) Math.min(end - position, PAGE_BYTES - at);
            if (part == PAGE_BYTES) {
                pages[index] = null;
                owned[index] = false;
            } else if (page(index) != null) {
                Arrays.fill(ownedPage(index), at, at + part, (byte) 0);
            }
            position += part;
        }
    }

    void read(long positionBytes, ByteBuffer buffer, int length) {
        int done = 0;
        while (done < length) {
            int at = (int) ((positionBytes + done) % PAGE_BYTES);
            int part = Math.min(length - done, PAGE_BYTES - at);
            byte[] page = page((int) ((positionBytes + done) / PAGE_BYTES));
            buffer.put(page == null ? ZEROS : page, page == null ? 0 : at, part);
            done += part;
        }
    }

    byte[] sector(long sector) {
        byte[] page = page((int) (sector * SECTOR_BYTES / PAGE_BYTES));
        int at = (int) (sector * SECTOR_BYTES % PAGE_BYTES);
        return page == null ? new byte[SECTOR_BYTES] : Arrays.copyOfRange(page, at, at + SECTOR_BYTES);
    }

    /** Takes sectors from another image; whole pages are shared. */
    void take(Pages other, long fromSector, long toSector) {
        int sectorsOfPage = PAGE_BYTES / SECTOR_BYTES;
        long sector = fromSector;
        while (sector < toSector) {
            int index = (int) (sector / sectorsOfPage);
            if (sector % sectorsOfPage == 0 && toSector - sector >= sectorsOfPage) {
                takePage(other, index);
                sector += sectorsOfPage;
            } else {
                if (page(index) != null || other.page(index) != null) {
                    write(sector * SECTOR_BYTES, other.sector(sector), 0, SECTOR_BYTES);
                }
                sector++;
            }
        }
    }

    private void takePage(Pages other, int index) {
        byte[] page = other.page(index);
        if (page == null && index >= pages.length) {
            return;
        }
        grow(index);
        pages[index] = page;
        owned[index] = false;
        if (page != null) {
            other.owned[index] = false;
        }
    }

    private byte @Nullable [] page(int index) {
        return index < pages.length ? pages[index] : null;
    }

    private byte[] ownedPage(int index) {
        grow(index);
        byte[] page = pages[index];
        if (page == null || !owned[index]) {
            page = page == null ? new byte[PAGE_BYTES] : page.clone();
            pages[index] = page;
            owned[index] = true;
        }
        return page;
    }

    private void grow(int index) {
        if (index >= pages.length) {
            int length = Math.max(index + 1, pages.length * 2);
            pages = Arrays.copyOf(pages, length);
            owned = Arrays.copyOf(owned, length);
        }
    }

    private static boolean zeros(byte[] bytes, int from, int length) {
        return Arrays.mismatch(bytes, from, from + length, ZEROS, 0, length) < 0;
    }
}
