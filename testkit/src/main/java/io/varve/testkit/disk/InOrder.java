package io.varve.testkit.disk;

import io.varve.testkit.disk.PendingChange.Cut;
import io.varve.testkit.disk.PendingChange.Written;
import java.util.List;

/** A crash that keeps the order: the unforced changes up to some point, the last of them perhaps in part. */
final class InOrder {

    private InOrder() {}

    static void apply(Content content, CrashChoices choices, CrashFindings findings) {
        List<PendingChange> pending = content.pending();
        int whole = choices.below(pending.size() + 1);
        for (int index = 0; index < whole; index++) {
            apply(content, pending.get(index), Integer.MAX_VALUE);
        }
        findings.kept(whole);
        findings.lost(pending.size() - whole);
        if (whole < pending.size() && choices.below(2) == 0 && pending.get(whole) instanceof Written torn) {
            findings.torn();
            apply(content, torn, choices.part(torn.length()));
            if (choices.below(4) == 0) {
                findings.zeroed();
                content.durableSizeBytes(torn.sizeBytes());
            }
        }
    }

    private static void apply(Content content, PendingChange change, int atMostBytes) {
        switch (change) {
            case Written written -> {
                int length = Math.min(atMostBytes, written.length());
                byte[] bytes = written.bytes();
                if (bytes == null) {
                    content.durable().zero(written.positionBytes(), written.positionBytes() + length);
                } else {
                    content.durable().write(written.positionBytes(), bytes, 0, length);
                }
                content.durableSizeBytes(Math.max(content.durableSizeBytes(), written.positionBytes() + length));
            }
            case Cut cut -> {
                content.durable().zero(cut.sizeBytes(), content.durableSizeBytes());
                content.durableSizeBytes(Math.min(content.durableSizeBytes(), cut.sizeBytes()));
            }
        }
    }
}
