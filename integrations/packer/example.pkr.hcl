# A golden image whose launches take licenses: built on an instance that takes them too, and copied to a second
# Region. `headroom check --store licenses/ --region us-east-1 .` reads it before anything is built.

packer {
  required_plugins {
    amazon = {
      version = ">= 1.2.8"
      source  = "github.com/hashicorp/amazon"
    }
  }
}

variable "source_ami" {
  type    = string
  default = "ami-0123456789abcdef0"
}

variable "license" {
  type    = string
  default = "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef"
}

source "amazon-ebs" "sql" {
  ami_name      = "sql-{{timestamp}}"
  region        = "us-east-1"
  ami_regions   = ["us-east-1", "eu-west-1"]
  source_ami    = var.source_ami
  instance_type = "m5.xlarge"
  ssh_username  = "ec2-user"

  # For the instance that builds, while it runs. The AMI does not get it from here.
  license_specifications {
    license_configuration_request {
      license_configuration_arn = var.license
    }
  }
}

build {
  sources = ["source.amazon-ebs.sql"]

  provisioner "shell" {
    inline = ["sudo yum install -y mssql-server"]
  }

  # One sequence: `manifest` first. It makes Packer keep the AMIs whatever comes after it, and it is the only place
  # where Packer writes their ids.
  post-processors {
    post-processor "manifest" {
      output      = "packer-manifest.json"
      custom_data = { source_ami = build.SourceAMI }
    }
    post-processor "shell-local" {
      inline = ["headroom packer --store licenses/"]
    }
  }
}
