# The trunk's id, and the number's id or the number as Bolna shows it.
terraform import siptrunk_bolna_phone_number.main 01HQXYZ123ABC456DEF/01HQXYZ456DEF789GHI
terraform import siptrunk_bolna_phone_number.main 01HQXYZ123ABC456DEF/+61255500003
