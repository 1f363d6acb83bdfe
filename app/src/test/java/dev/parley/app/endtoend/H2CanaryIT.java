package dev.parley.app.endtoend;

final class H2CanaryIT extends CanaryContract {

    @Override
    CanaryDatabase database() {
        return CanaryDatabase.h2();
    }
}
