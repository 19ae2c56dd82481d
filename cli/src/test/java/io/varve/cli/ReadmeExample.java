package io.varve.cli;

import io.varve.Serde;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.TypedRecord;
import io.varve.TypedTopic;
import io.varve.Varve;
import io.varve.record.NewRecord;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The README's example; a test holds the two together, and runs this one. */
final class ReadmeExample {

    private ReadmeExample() {}

    static void run(Path folder) {
        // example begins
        try (Varve varve = Varve.open(folder)) {
            Topic orders = varve.getOrCreateTopic(TopicSpec.of("orders"));
            orders.append(NewRecord.of("order-1", "paid")); // returns when it is on disk
            orders.append(NewRecord.of("order-1", "shipped"));
            TypedTopic<String, String> texts = orders.typed(Serde.text(), Serde.text());
            try (Stream<TypedRecord<String, String>> records = texts.read(0, 0)) {
                records.forEach(each -> System.out.println(each.offset() + " " + each.key() + " " + each.value()));
            }
        }
        // example ends
    }
}
