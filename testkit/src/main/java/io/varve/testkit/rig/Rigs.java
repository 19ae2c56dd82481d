package io.varve.testkit.rig;

import io.varve.testkit.Verb;
import java.util.LinkedHashMap;
import java.util.Map;

/** All rigs, by the verbs that start them. */
public final class Rigs {

    private Rigs() {}

    /** A rig for each verb. */
    public static Map<String, Verb> verbs() {
        Map<String, Verb> verbs = new LinkedHashMap<>();
        verbs.put(KillRig.VERB, new KillRig());
        verbs.put(FullRig.VERB, new FullRig());
        verbs.put(SyscallRig.VERB, new SyscallRig());
        verbs.put(PowerCutRig.VERB, new PowerCutRig());
        return verbs;
    }
}
