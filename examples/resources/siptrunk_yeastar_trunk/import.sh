# By id, or by name.
terraform import siptrunk_yeastar_trunk.carrier 28
terraform import siptrunk_yeastar_trunk.carrier carrier
