package dev.parley.app.demo;

import java.util.Optional;

/** One thing the demo model can do. Rules keep nothing between answers. */
interface Rule {

    /** The next step of the answer; empty when the rule has nothing to say to this. */
    Optional<DemoAnswer> answer(Situation situation);
}
