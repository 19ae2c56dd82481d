package io.varve.cli;

import io.varve.error.InvalidConfigException;
import io.varve.record.Codec;
import io.varve.record.Compression;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A codec on the command line: its name, and behind a colon its level. */
final class CompressionConverter implements ITypeConverter<Compression> {

    @Override
    public Compression convert(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        try {
            Codec codec = Codec.valueOf(name.toUpperCase(Locale.ROOT));
            return colon < 0
                    ? Compression.of(codec)
                    : new Compression(codec, Integer.parseInt(text.substring(colon + 1)));
        } catch (InvalidConfigException badLevel) {
            throw new TypeConversionException(badLevel.getMessage());
        } catch (IllegalArgumentException unknown) {
            throw new TypeConversionException(
                    "expected none, gzip, snappy, lz4 or zstd, perhaps with a level as in zstd:19, but was '" + text
                            + "'");
        }
    }
}
