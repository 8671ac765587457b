# By id, or by name.
terraform import siptrunk_bolna_trunk.agent 01HQXYZ123ABC456DEF
terraform import siptrunk_bolna_trunk.agent agent
