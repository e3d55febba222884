package dev.uninterruptible;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which package may use which.
 */
class ArchitectureTests {

	private static final String BASE = "dev.uninterruptible";

	private static final DescribedPredicate<JavaClass> OURS = resideInAPackage(BASE + "..");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(BASE);

	@ParameterizedTest
	@CsvSource({ "posix, ''", "logging, ''", "listener, posix", "handoff, listener posix", "launch, handoff posix",
			"restart, '. handoff launch listener posix'", "server, '. listener'", "web.tomcat, listener",
			"web.jetty, listener", "web.netty, listener posix", "actuate, listener restart server", "test, server",
			"compatibility, ''" })
	void packageUsesOnlyPackagesBelowIt(String name, String below) {
		Stream<String> allowed = Stream.concat(Stream.of(name), Stream.of(below.split(" ")));
		String[] packages = allowed.filter((other) -> !other.isEmpty())
			.map(ArchitectureTests::qualified)
			.toArray(String[]::new);
		classes().that()
			.resideInAPackage(qualified(name))
			.should()
			.onlyDependOnClassesThat(DescribedPredicate.not(OURS).or(resideInAnyPackage(packages)))
			.check(CLASSES);
	}

	@Test
	void everyPackageHasItsRule() {
		assertThat(packages()).containsExactlyInAnyOrder(BASE, qualified("posix"), qualified("logging"),
				qualified("listener"), qualified("handoff"), qualified("launch"), qualified("restart"),
				qualified("server"), qualified("web.tomcat"), qualified("web.jetty"), qualified("web.netty"),
				qualified("actuate"), qualified("autoconfigure"), qualified("test"), qualified("compatibility"));
	}

	@Test
	void basePackageUsesNothingOfOurs() {
		classes().that()
			.resideInAPackage(BASE)
			.should()
			.onlyDependOnClassesThat(DescribedPredicate.not(OURS).or(resideInAPackage(BASE)))
			.check(CLASSES);
	}

	@Test
	void nobodyUsesAutoConfiguration() {
		noClasses().that()
			.resideOutsideOfPackage(qualified("autoconfigure"))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(qualified("autoconfigure"))
			.check(CLASSES);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "posix", "logging", "listener", "handoff", "launch", "restart" })
	void coreKnowsNoSpring(String name) {
		noClasses().that()
			.resideInAPackage(qualified(name))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(CLASSES);
	}

	@Test
	void onlyPosixUsesNativeLibraries() {
		noClasses().that()
			.resideOutsideOfPackage(qualified("posix"))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("jnr..")
			.check(CLASSES);
	}

	@Test
	void serverRestartAndWebServersDoNotUseOneAnother() {
		slices().matching(BASE + ".(server|restart|web)..").should().notDependOnEachOther().check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(packages()).allSatisfy((name) -> assertThat(CLASSES.getPackage(name))
			.matches((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class), "is null-marked"));
	}

	private static Set<String> packages() {
		return CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
	}

	private static String qualified(String name) {
		return name.equals(".") ? BASE : BASE + "." + name;
	}

}
