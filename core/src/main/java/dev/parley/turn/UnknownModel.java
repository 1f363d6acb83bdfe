package dev.parley.turn;

import java.util.List;

/** There is no such language model to choose. */
public final class UnknownModel extends RuntimeException {

    public UnknownModel(String model, List<String> offered) {
        super("no model " + model + "; there is: " + String.join(", ", offered));
    }
}
