package io.varve.testkit.disk;

import java.util.ArrayList;
import java.util.List;

/**
 * All choices, one combination after the other: as long as {@link #next} says so, the same crash of the same disk is
 * done again and comes out differently. Where a part ends it tries the beginning, the middle and the end only.
 *
 * <pre>{@code
 * EveryChoice choices = new EveryChoice();
 * do {
 *     disk.fork(1).crash(choices, rules);
 * } while (choices.next());
 * }</pre>
 */
public final class EveryChoice implements CrashChoices {

    private final List<Integer> taken = new ArrayList<>();
    private final List<Integer> bounds = new ArrayList<>();
    private int at;

    /** Goes on to the next combination; false where all were tried. */
    public boolean next() {
        at = 0;
        for (int index = taken.size() - 1; index >= 0; index--) {
            if (taken.get(index) + 1 < bounds.get(index)) {
                taken.set(index, taken.get(index) + 1);
                return true;
            }
            taken.removeLast(); // it is the one at this index
            bounds.removeLast();
        }
        return false;
    }

    @Override
    public Mood mood() {
        return Mood.MIXED;
    }

    @Override
    public SectorFate sector() {
        return SectorFate.values()[below(SectorFate.values().length)];
    }

    @Override
    public int part(int bytes) {
        return switch (below(Math.min(3, bytes))) {
            case 0 -> 1;
            case 1 -> bytes;
            default -> (bytes + 1) / 2;
        };
    }

    @Override
    public int below(int bound) {
        if (at == taken.size()) {
            taken.add(0);
            bounds.add(bound);
        }
        return taken.get(at++);
    }
}
