provider "registry.terraform.io/hashicorp/google" {
  version     = "7.12.0"
  constraints = "7.12.0"
  hashes = [
    "zh:a20ec9f3432bacab1c05115d162ae47268c0535fee355f7a32c8fd98da063906",
  ]
}
