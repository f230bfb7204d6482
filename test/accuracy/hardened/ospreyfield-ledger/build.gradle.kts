plugins {
    application
    java
}

repositories { mavenCentral() }

dependencyLocking {
    lockAllConfigurations()
    lockMode = LockMode.STRICT
}

dependencies { implementation("org.postgresql:postgresql:42.7.8") }

application { mainClass = "example.ospreyfield.ledger.Main" }
