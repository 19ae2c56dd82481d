# Finding a JDK: shared by the scripts that start Varve's programs, which set the least version in $needed and read this
# file with '.'; find_jdk then sets $jdk.

# Is $1 the home of a JDK that is new enough? Reads its release file, since starting a JVM to ask would double our start-up.
usable() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r name value; do
        if [ "$name" = JAVA_VERSION ]; then
            value=${value#\"}
            value=${value%%[!0-9]*}
            [ "${value:-0}" -ge "$needed" ]
            return
        fi
    done <"$1/release"
    return 1
}

find_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && usable "$JAVA_HOME"; then
        jdk=$JAVA_HOME
        return 0
    fi
    found=$(command -v java) && found=$(readlink -f -- "$found") && [ -n "$found" ] && usable "${found%/bin/java}" && {
        jdk=${found%/bin/java}
        return 0
    }
    for candidate in /usr/lib/jvm/* /usr/java/* /opt/* /opt/*/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if usable "$candidate"; then
            jdk=$candidate
            return 0
        fi
    done
    return 1
}
