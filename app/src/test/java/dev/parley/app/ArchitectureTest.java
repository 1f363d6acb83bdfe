package dev.parley.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.parley.conversation.BreaksCoreByJackson;
import dev.parley.conversation.BreaksLayersByTurn;
import dev.parley.http.BreaksAdaptersByStorage;
import dev.parley.http.BreaksEnvironment;
import dev.parley.http.BreaksGuice;
import dev.parley.openai.BreaksSignature;
import dev.parley.token.BreaksCycleHere;
import dev.parley.token.BreaksLayersByTool;
import dev.parley.tool.BreaksCycleThere;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What Maven's modules cannot say about who may use whom. Each rule is held against the program,
 * and against classes that break it, so that no rule passes for nothing.
 */
class ArchitectureTest {

    private static final List<String> CORE =
            List.of("token", "access", "conversation", "model", "tool", "prompt", "turn");
    private static final List<String> ADAPTERS =
            List.of(
                    "openai", "mcp", "oauth", "signin", "egress", "storage", "vault", "http",
                    "cli");

    /** The table of ARCHITECTURE.md: which packages of core a package of core may use. */
    private static final Map<String, List<String>> MAY_USE =
            Map.of(
                    "token", List.of(),
                    "access", List.of("token"),
                    "conversation", List.of("token"),
                    "tool", List.of("conversation", "token"),
                    "prompt", List.of("conversation", "token", "tool"),
                    "model", List.of("conversation", "tool"));

    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("dev.parley");

    @TestFactory
    Stream<DynamicTest> coreUsesJavaAndJSpecifyOnly() {
        ArchRule rule =
                noClasses()
                        .that(resideInAnyPackage(packages(CORE)))
                        .should()
                        .dependOnClassesThat(
                                resideOutsideOfPackages(
                                        concat(packages(CORE), "java..", "org.jspecify..")));
        return held(rule, BreaksCoreByJackson.class);
    }

    @TestFactory
    Stream<DynamicTest> packagesOfCoreUseWhatTheTableSays() {
        return MAY_USE.entrySet().stream()
                .map(
                        entry -> {
                            List<String> others =
                                    CORE.stream()
                                            .filter(it -> !it.equals(entry.getKey()))
                                            .filter(it -> !entry.getValue().contains(it))
                                            .toList();
                            return noClasses()
                                    .that(resideInAnyPackage(packages(List.of(entry.getKey()))))
                                    .should()
                                    .dependOnClassesThat(resideInAnyPackage(packages(others)));
                        })
                .flatMap(
                        rule ->
                                Stream.of(
                                        DynamicTest.dynamicTest(
                                                rule.getDescription(), () -> rule.check(PROGRAM))));
    }

    @TestFactory
    Stream<DynamicTest> nothingInCoreUsesTurn() {
        ArchRule rule =
                noClasses()
                        .that(resideInAnyPackage(packages(CORE)))
                        .and(resideOutsideOfPackages("dev.parley.turn.."))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage("dev.parley.turn.."));
        return held(rule, BreaksLayersByTurn.class);
    }

    @TestFactory
    Stream<DynamicTest> tokenUsesNothing() {
        ArchRule rule =
                noClasses()
                        .that(resideInAnyPackage("dev.parley.token.."))
                        .should()
                        .dependOnClassesThat(
                                resideOutsideOfPackages(
                                        "dev.parley.token..", "java..", "org.jspecify.."));
        return held(rule, BreaksLayersByTool.class);
    }

    @TestFactory
    Stream<DynamicTest> packagesHaveNoCycles() {
        ArchRule rule = slices().matching("dev.parley.(**)").should().beFreeOfCycles();
        return held(rule, BreaksCycleHere.class, BreaksCycleThere.class);
    }

    @TestFactory
    Stream<DynamicTest> adaptersDoNotKnowEachOtherNorTheApp() {
        return ADAPTERS.stream()
                .flatMap(
                        adapter -> {
                            List<String> others =
                                    Stream.concat(ADAPTERS.stream(), Stream.of("app"))
                                            .filter(it -> !it.equals(adapter))
                                            .filter(it -> !isOfOneModule(adapter, it))
                                            .toList();
                            ArchRule rule =
                                    noClasses()
                                            .that(resideInAnyPackage(packages(List.of(adapter))))
                                            .should()
                                            .dependOnClassesThat(
                                                    resideInAnyPackage(packages(others)));
                            return adapter.equals("http")
                                    ? held(rule, BreaksAdaptersByStorage.class)
                                    : Stream.of(onProgram(rule));
                        });
    }

    /**
     * Packages of one module, of which the first may use the second: what storage keeps, the vault
     * seals; what the MCP client sends is authorized by OAuth, and both send through the gate.
     */
    private static boolean isOfOneModule(String adapter, String other) {
        return switch (adapter) {
            case "storage" -> other.equals("vault");
            case "mcp" -> other.equals("oauth") || other.equals("egress");
            case "signin" -> other.equals("oauth") || other.equals("egress");
            case "oauth" -> other.equals("egress");
            default -> false;
        };
    }

    @TestFactory
    Stream<DynamicTest> guiceIsInTheAppOnly() {
        ArchRule rule =
                noClasses()
                        .that(resideOutsideOfPackages("dev.parley.app.."))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage("com.google.inject..", "jakarta.inject.."));
        return held(rule, BreaksGuice.class);
    }

    @TestFactory
    Stream<DynamicTest> environmentIsReadInTheAppOnly() {
        ArchRule rule =
                noClasses()
                        .that(resideOutsideOfPackages("dev.parley.app.."))
                        .should()
                        .callMethodWhere(
                                describe(
                                        "System.getenv",
                                        call ->
                                                call.getTargetOwner().isEquivalentTo(System.class)
                                                        && call.getName().equals("getenv")));
        return held(rule, BreaksEnvironment.class);
    }

    /**
     * What other modules see of an adapter. The gate's HTTP client is for the packages beside it,
     * for whom Java has no word but {@code public}.
     */
    @TestFactory
    Stream<DynamicTest> publicSignaturesOfAdaptersHoldNoTypeOfALibrary() {
        ArchRule rule =
                methods()
                        .that()
                        .arePublic()
                        .and()
                        .areDeclaredInClassesThat(resideInAnyPackage(packages(ADAPTERS)))
                        .and()
                        .areDeclaredInClassesThat(resideOutsideOfPackages("dev.parley.egress.."))
                        .and()
                        .areDeclaredInClassesThat()
                        .arePublic()
                        .should(nameTypesOfJavaAndParleyOnly());
        return held(rule, BreaksSignature.class);
    }

    @TestFactory
    Stream<DynamicTest> packagesAreNullMarked() {
        ArchRule rule =
                classes()
                        .that()
                        .haveSimpleName("package-info")
                        .should()
                        .beAnnotatedWith("org.jspecify.annotations.NullMarked");
        return Stream.of(onProgram(rule));
    }

    private static ArchCondition<JavaMethod> nameTypesOfJavaAndParleyOnly() {
        return new ArchCondition<>("name types of Java and Parley only") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                Stream.concat(
                                Stream.of(method.getRawReturnType()),
                                method.getRawParameterTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> !type.isPrimitive())
                        .filter(type -> !type.getPackageName().startsWith("java."))
                        .filter(type -> !type.getPackageName().startsWith("dev.parley."))
                        .forEach(
                                type ->
                                        events.add(
                                                SimpleConditionEvent.violated(
                                                        method,
                                                        method.getFullName()
                                                                + " names "
                                                                + type.getName())));
            }
        };
    }

    /** The rule holds for the program, and does not for the classes that break it. */
    private static Stream<DynamicTest> held(ArchRule rule, Class<?>... breaking) {
        return Stream.of(
                onProgram(rule),
                DynamicTest.dynamicTest(
                        "is broken by " + breaking[0].getSimpleName(),
                        () -> {
                            JavaClasses broken = new ClassFileImporter().importClasses(breaking);
                            assertThat(rule.evaluate(broken).hasViolation()).isTrue();
                        }));
    }

    private static DynamicTest onProgram(ArchRule rule) {
        return DynamicTest.dynamicTest("holds", () -> rule.check(PROGRAM));
    }

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> "dev.parley." + name + "..").toArray(String[]::new);
    }

    private static String[] concat(String[] first, String... second) {
        return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
    }
}
